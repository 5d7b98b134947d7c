// Makes the time charts of a page interactive, and lets the page of a run that goes on follow it.

import uplotStyle from "uplot/dist/uPlot.min.css?inline";
import style from "./charts.css?inline";
import { Charts } from "./charts";
import { follow } from "./live";

function start(): void {
  const sheet = document.createElement("style");
  sheet.textContent = uplotStyle + style;
  document.head.append(sheet);

  const charts = new Charts();
  const events = document.querySelector<HTMLMetaElement>("meta[name=harness-live]")?.content;
  void charts.enhance().then(() => {
    // What measures the page looks for these.
    document.documentElement.dataset["enhanced"] = "true";
    performance.mark("harness-enhanced");
  });
  if (events) {
    follow(events, charts);
  }
}

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", start);
} else {
  start();
}
