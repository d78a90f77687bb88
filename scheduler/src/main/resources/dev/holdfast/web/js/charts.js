// Draws each number over the time that the page is open. A ring of samples each, so that nothing grows.
(() => {
  const EVERY = 2000;
  const MOST = 900; // half an hour
  const charts = new Map();

  const resolved = (name) => {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };

  const make = (element) => {
    const stroke = resolved("--brand");
    const options = {
      width: Math.max(80, element.clientWidth),
      height: 44,
      legend: { show: false },
      cursor: { show: false },
      padding: [3, 0, 3, 0],
      axes: [{ show: false }, { show: false }],
      scales: {
        x: { time: true },
        y: { range: (_, low, high) => (low === high ? [low - 1, high + 1] : [low, high]) },
      },
      series: [{}, { stroke, width: 1.75, fill: stroke.replace("rgb(", "rgba(").replace(")", ", 0.12)"), points: { show: false } }],
    };
    return new uPlot(options, [[], []], element);
  };

  const sample = () => {
    if (!window.uPlot) return;
    for (const gauge of document.querySelectorAll("[data-gauge]")) {
      const element = gauge.querySelector(".chart");
      const name = gauge.dataset.gauge;
      let chart = charts.get(name);
      if (!chart || !element.contains(chart.plot.root)) {
        chart = { plot: make(element), times: chart?.times ?? [], values: chart?.values ?? [] };
        charts.set(name, chart);
      }
      chart.times.push(Date.now() / 1000);
      chart.values.push(Number(gauge.dataset.value));
      if (chart.times.length > MOST) {
        chart.times.shift();
        chart.values.shift();
      }
      chart.plot.setData([chart.times, chart.values]);
    }
  };

  const anew = () => {
    for (const chart of charts.values()) chart.plot.destroy();
  };

  document.addEventListener("holdfast:theme", anew);
  window.addEventListener("resize", anew);
  document.addEventListener("DOMContentLoaded", sample);
  setInterval(() => {
    if (!document.hidden) sample();
  }, EVERY);
})();
