// The chart's colours, from the theme's tokens. A canvas does not know them, so an element is asked what they
// come to.

import type { ChartColours } from "./price-chart.ts";

export function readChartColours(near: HTMLElement): ChartColours {
  const probe = document.createElement("span");
  probe.hidden = true;
  near.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    line: read("--chart-line"),
    range: read("--chart-range"),
    grid: read("--chart-grid"),
    text: read("--muted"),
  };
  probe.remove();
  return colours;
}
