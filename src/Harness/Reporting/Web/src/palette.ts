// How a series looks is said once, in the style sheet of the page: the legend shows it, and the charts take it from there.
// So they follow light and dark, and a new series needs no line here.

export interface Look {
  readonly colour: string;
  readonly width: number;
  readonly dash: number[];
}

export interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly soft: string;
  readonly rule: string;
  readonly shade: string;
  readonly font: string;
}

export function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    paper: value("--paper"),
    ink: value("--ink"),
    soft: value("--soft"),
    rule: value("--rule"),
    shade: value("--shade"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

/** The look of a legend's entry: a line with its dash, or a swatch. */
export function look(entry: Element): Look {
  const line = entry.querySelector(".line");
  if (line) {
    const style = getComputedStyle(line);
    return {
      colour: style.stroke,
      width: parseFloat(style.strokeWidth) || 1,
      dash: style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[\s,]+/).map(parseFloat),
    };
  }
  const swatch = entry.querySelector(".swatch");
  return { colour: swatch ? getComputedStyle(swatch).backgroundColor : "currentColor", width: 1, dash: [] };
}
