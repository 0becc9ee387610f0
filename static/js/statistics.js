// Charts with the keyboard: one stop for Tab, the arrow keys go from point to point, and what a
// point says stands below the chart for whoever sees no tooltip.
const STEPS = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: 1, ArrowDown: -1 };

for (const chart of document.querySelectorAll("[data-chart]")) {
  const said = chart.querySelector("[data-chart-said]");
  chart.addEventListener("keydown", (event) => {
    const point = event.target.closest(".chart-point");
    if (!point) {
      return;
    }
    const points = [...point.parentNode.querySelectorAll(".chart-point")];
    const ends = { Home: 0, End: points.length - 1 };
    const place = ends[event.key] ?? points.indexOf(point) + (STEPS[event.key] ?? 0);
    if (!(event.key in ends || event.key in STEPS) || !points[place]) {
      return;
    }
    event.preventDefault();
    point.tabIndex = -1;
    points[place].tabIndex = 0;
    points[place].focus();
  });
  chart.addEventListener("focusin", (event) => {
    said.textContent = event.target.getAttribute("aria-label") ?? said.dataset.hint;
  });
  chart.addEventListener("focusout", () => {
    said.textContent = said.dataset.hint;
  });
}
