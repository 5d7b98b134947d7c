// The legend of the drawing, its entries turned into switches, with the value at the cursor beside each.

export interface Legend {
  /** Shows which series are drawn. */
  show(hidden: ReadonlySet<string>): void;
  /** Shows the values at the cursor and when that is; null: the cursor is nowhere. */
  say(at: { readonly when: string; readonly values: ReadonlyMap<string, string> } | null): void;
}

/** The entries of a figure's legend by the names of their series. */
export function entries(figure: Element): Map<string, HTMLElement> {
  const found = figure.querySelectorAll<HTMLElement>(".legend [data-series]");
  return new Map([...found].map((entry) => [entry.dataset["series"]!, entry]));
}

/** @param widest the longest value of each series, so that nothing moves when values change. */
export function legend(figure: Element, widest: ReadonlyMap<string, number>, toggle: (name: string) => void): Legend {
  const buttons = new Map<string, HTMLButtonElement>();
  const values = new Map<string, HTMLElement>();
  for (const [name, entry] of entries(figure)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "toggle";
    button.id = `${figure.id}-show-${name}`;
    button.title = `show or hide ${name}`;
    button.append(...entry.childNodes);
    button.addEventListener("click", () => toggle(name));
    const value = document.createElement("span");
    value.className = "at-cursor";
    // What is under the cursor is said by the chart itself, once for all of its series.
    value.ariaHidden = "true";
    value.style.minWidth = `${widest.get(name) ?? 5}ch`;
    entry.append(button, value);
    buttons.set(name, button);
    values.set(name, value);
  }
  const when = document.createElement("li");
  when.className = "when";
  when.ariaHidden = "true";
  figure.querySelector(".legend")?.append(when);
  return {
    show(hidden) {
      buttons.forEach((button, name) => (button.ariaPressed = String(!hidden.has(name))));
    },
    say(at) {
      values.forEach((value, name) => (value.textContent = at?.values.get(name) ?? ""));
      when.textContent = at?.when ?? "";
    },
  };
}
