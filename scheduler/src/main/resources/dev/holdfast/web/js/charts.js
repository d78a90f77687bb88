// Draws each number over the time that the page is open. A ring of samples each, so that nothing grows.
(() => {
  const EVERY = 2000;
  const MOST = 900; // half an hour
  const HEIGHT = 44;
  const charts = new Map(); // by the number's key: what was seen of it, and what draws it

  const resolved = (name) => {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };

  const make = (element, data) => {
    const stroke = resolved("--brand");
    const options = {
      width: Math.max(80, element.clientWidth),
      height: HEIGHT,
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
    return new uPlot(options, data, element);
  };

  const draw = (element, chart) => {
    if (chart.plot && element.contains(chart.plot.root)) {
      chart.plot.setData([chart.times, chart.values]);
    } else {
      chart.plot?.destroy();
      chart.plot = make(element, [chart.times, chart.values]);
    }
  };

  const all = (each) => {
    if (!window.uPlot) return;
    for (const gauge of document.querySelectorAll("[data-gauge]")) each(gauge, gauge.querySelector(".chart"));
  };

  const sample = () =>
    all((gauge, element) => {
      const now = Date.now() / 1000;
      const value = Number(gauge.dataset.value);
      const key = gauge.dataset.gauge;
      if (!charts.has(key)) charts.set(key, { times: [now - EVERY / 1000], values: [value], plot: null });
      const chart = charts.get(key);
      chart.times.push(now);
      chart.values.push(value);
      if (chart.times.length > MOST) {
        chart.times.shift();
        chart.values.shift();
      }
      draw(element, chart);
    });

  const known = (how) => all((gauge, element) => charts.has(gauge.dataset.gauge) && how(element, charts.get(gauge.dataset.gauge)));

  const coloured = () =>
    known((element, chart) => {
      chart.plot?.destroy();
      chart.plot = null;
      draw(element, chart);
    });

  document.addEventListener("holdfast:theme", coloured);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", coloured);
  window.addEventListener("resize", () =>
    known((element, chart) => {
      const width = Math.max(80, element.clientWidth);
      if (chart.plot && chart.plot.width !== width) chart.plot.setSize({ width, height: HEIGHT });
    }),
  );
  document.addEventListener("DOMContentLoaded", sample);
  setInterval(() => {
    if (!document.hidden) sample();
  }, EVERY);
})();
