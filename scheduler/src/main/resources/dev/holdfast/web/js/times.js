// Times are written in full by the server; here they become "3 min ago" and go on.
(() => {
  const two = (many, unit, rest, smaller) => `${many} ${unit}` + (rest ? ` ${rest} ${smaller}` : "");

  const words = (seconds) => {
    const s = Math.round(seconds);
    if (s < 60) return `${s} s`;
    if (s < 3600) return two(Math.floor(s / 60), "min", s < 600 && s % 60, "s");
    if (s < 86400) return two(Math.floor(s / 3600), "h", Math.floor((s % 3600) / 60), "min");
    return two(Math.floor(s / 86400), "d", Math.floor((s % 86400) / 3600), "h");
  };

  // Pages are in English; people's own zone, and a day of 24 hours.
  const format = (options) => new Intl.DateTimeFormat("en-GB", { hourCycle: "h23", hour: "2-digit", minute: "2-digit", ...options });
  const day = { day: "numeric", month: "short" };
  const hour = format({ second: "2-digit" });
  const near = format(day);
  const far = format({ ...day, year: "numeric" });
  const date = (at) => (Math.abs(Date.now() - at) < 15e9 ? near : far).format(at); // half a year

  const text = (time) => {
    const at = new Date(time.dateTime);
    const seconds = (Date.now() - at) / 1000;
    switch (time.dataset.show) {
      case "clock":
        return seconds < 43200 ? hour.format(at) : date(at);
      case "since":
        return `${date(at)}, ${words(Math.max(0, seconds))} ago`;
      case "until":
        return seconds < 0 ? `${date(at)}, in ${words(-seconds)}` : date(at);
      case "at":
        return date(at);
      case "for":
        return words(Math.max(0, seconds));
      default:
        return seconds < 2 ? "just now" : `${words(seconds)} ago`;
    }
  };

  const tell = (root) => {
    for (const time of root.querySelectorAll("time[data-show]")) {
      const now = text(time);
      if (time.textContent !== now) time.textContent = now;
    }
  };

  window.holdfast = { tell };
  document.addEventListener("DOMContentLoaded", () => tell(document));
  setInterval(() => {
    if (!document.hidden) tell(document);
  }, 1000);
})();
