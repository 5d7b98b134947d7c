// The page of a run that goes on: the server sends its content whenever there is something new, and at the end the report.

import type { Charts } from "./charts";
import { Kept } from "./kept";

interface PageParts {
  readonly title: string;
  /** The inner HTML of the body, with every text in it escaped by the server that this page comes from. */
  readonly body: string;
}

export function follow(address: string, charts: Charts): void {
  const mark = document.createElement("p");
  mark.className = "live-mark";
  mark.setAttribute("role", "status");
  let since = clock();
  const say = (state: "on" | "lost") => {
    mark.dataset["state"] = state;
    const text = state === "on" ? "Live" : `Connection lost: what is shown is from ${since}`;
    if (mark.textContent !== text) {
      mark.textContent = text;
    }
  };
  say("on");
  document.body.prepend(mark);

  const kept = new Kept();
  kept.note();
  const renew = (event: MessageEvent<string>, last: boolean) => {
    const parts = JSON.parse(event.data) as PageParts;
    since = clock();
    document.title = parts.title;
    const restore = kept.take();
    charts.renew(() => {
      document.body.innerHTML = parts.body;
      if (!last) {
        document.body.prepend(mark);
      }
      kept.note();
      kept.open();
    });
    restore();
  };

  const source = new EventSource(address);
  source.addEventListener("open", () => say("on"));
  source.addEventListener("error", () => say("lost"));
  source.addEventListener("page", (event) => {
    renew(event, false);
    say("on");
  });
  source.addEventListener("end", (event) => {
    source.close();
    renew(event, true);
  });
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8);
}
