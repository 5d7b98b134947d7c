import { read, type ChartTimes } from "./data";
import { Linked, type Chosen } from "./linked";
import { narrow } from "./plot";

/** All interactive charts of the page. What was chosen in them outlives the content of the page. */
export class Charts {
  private readonly chosen = new Map<string, Chosen>();
  private linked: Linked[] = [];
  /** Rises with each new content, so that work on an old one stops. */
  private content = 0;

  constructor() {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.linked.forEach((charts) => charts.recolour()));
    narrow.addEventListener("change", () => this.linked.forEach((charts) => charts.fit()));
  }

  /** Scenario by scenario, with room between them for whoever already scrolls and clicks. */
  async enhance(): Promise<void> {
    const content = this.content;
    for (const home of homes()) {
      if (content !== this.content) {
        return;
      }
      this.enhanceOne(home);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** Replaces the content of the page by `replace`, and has the charts of the new one in the same breath, so that nothing flickers. */
  renew(replace: () => void): void {
    this.content++;
    this.linked.forEach((charts) => charts.destroy());
    this.linked = [];
    replace();
    homes().forEach((home) => this.enhanceOne(home));
  }

  private enhanceOne(home: HTMLElement): void {
    const times = read<ChartTimes>(home, "chart-times");
    if (!times || times.from.length < 2) {
      return;
    }
    const chosen = this.chosen.get(home.id) ?? { span: null, hidden: new Map() };
    this.chosen.set(home.id, chosen);
    this.linked.push(new Linked(home, times, chosen));
  }
}

/** Where the charts of a scenario are. */
function homes(): HTMLElement[] {
  const times = document.querySelectorAll("script.chart-times");
  return [...times].map((script) => script.closest<HTMLElement>("section[id]")).filter((home) => home !== null);
}
