// Goes on reading a log where its page ends, as long as it is looked at; the oldest lines leave, so that nothing grows.
(() => {
  const EVERY = 1000;
  const MOST = 400000; // characters kept

  const grow = (pre, text) => {
    const atEnd = pre.scrollHeight - pre.scrollTop - pre.clientHeight < 40;
    pre.append(text);
    if (pre.textContent.length > MOST) pre.textContent = pre.textContent.slice(-MOST / 2).replace(/^[^\n]*\n/, "");
    if (atEnd) pre.scrollTop = pre.scrollHeight;
  };

  const read = async (log) => {
    const pre = log.querySelector("pre");
    if (!pre || log.dataset.busy || !log.querySelector("[data-follow]")?.checked) return;
    log.dataset.busy = "1";
    try {
      const answer = await fetch(`${log.dataset.log}&from=${log.dataset.next}`);
      if (answer.ok) {
        const text = await answer.text();
        log.dataset.next = answer.headers.get("Holdfast-Next") ?? log.dataset.next;
        if (text) grow(pre, text);
      }
    } catch {
      // the next time
    } finally {
      delete log.dataset.busy;
    }
  };

  const toEnd = (root) => {
    for (const pre of root.querySelectorAll(".log pre")) pre.scrollTop = pre.scrollHeight;
  };

  // What was chosen while nobody listened, or whose answer got lost to another's, is heard late: the server's own choice is still the marked one.
  const hear = (forms) => {
    for (const form of document.querySelectorAll(forms)) {
      const missed = [...form.querySelectorAll("option[selected]")].find((marked) => !marked.selected);
      missed?.dispatchEvent(new Event("change", { bubbles: true })); // the form tells all of its choices
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    toEnd(document);
    setTimeout(() => hear(".log-choice")); // when all others listen
  });
  document.addEventListener("htmx:afterSettle", (event) => toEnd(event.target.parentElement ?? document));
  setInterval(() => {
    if (document.hidden) return;
    document.querySelectorAll(".log[data-log]").forEach(read);
    hear(".log-choice[hx-get]:not(.htmx-request)");
  }, EVERY);
})();
