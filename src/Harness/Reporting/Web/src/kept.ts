/** What a reader has done to the page, to be done again when its content is replaced: what was opened, where it is scrolled to, what has the focus. */
export class Kept {
  /** As the server sent it, by key: only what a reader has changed is kept, the rest is the server's to say. */
  private sent = new Map<string, boolean>();
  private readonly changed = new Map<string, boolean>();

  /** Remembers what the server sent. */
  note(): void {
    this.sent = new Map([...keyed()].map(([key, details]) => [key, details.open]));
  }

  /** Opens and closes what a reader had opened and closed. */
  open(): void {
    for (const [key, details] of keyed()) {
      details.open = this.changed.get(key) ?? details.open;
    }
  }

  /** Takes down where the reader is; what comes back goes there again. */
  take(): () => void {
    for (const [key, details] of keyed()) {
      if (details.open !== this.sent.get(key)) {
        this.changed.set(key, details.open);
      } else if (this.changed.has(key)) {
        this.changed.set(key, details.open);
      }
    }
    const focused = document.activeElement?.id ?? "";
    const anchor = anchored();
    const top = anchor?.getBoundingClientRect().top ?? 0;
    const scrolled = scrollY;
    return () => {
      const again = anchor && document.getElementById(anchor.id);
      // Content above may have grown: what was at the top of the window stays there.
      scrollTo({ top: again ? scrollY + again.getBoundingClientRect().top - top : scrolled, behavior: "instant" });
      if (focused) {
        document.getElementById(focused)?.focus({ preventScroll: true });
      }
    };
  }
}

/** Details by a key that the next content has too: where they are and what they are called. */
function keyed(): Map<string, HTMLDetailsElement> {
  const found = new Map<string, HTMLDetailsElement>();
  for (const details of document.querySelectorAll("details")) {
    const key = `${details.closest("[id]")?.id ?? ""}/${details.querySelector("summary")?.textContent?.replace(/\s+/g, " ").trim() ?? ""}`;
    let unique = key;
    for (let i = 2; found.has(unique); i++) {
      unique = `${key}/${i}`;
    }
    found.set(unique, details);
  }
  return found;
}

/** The last element with a name of its own that begins above the middle of the window. */
function anchored(): Element | null {
  if (scrollY === 0) {
    return null;
  }
  let last: Element | null = null;
  for (const element of document.querySelectorAll("main [id]:not(svg [id])")) {
    if (element.getBoundingClientRect().top > innerHeight / 2) {
      break;
    }
    last = element;
  }
  return last;
}
