// One stream for the page that is looked at. Parts that changed come as they are and are put in place; hidden pages ask for nothing.
(() => {
  const QUIET = 16000; // the server says something every five seconds
  const page = () => document.body.dataset.live;
  const version = document.querySelector("meta[name=holdfast-version]")?.content;
  let source = null;
  let heard = 0;
  let lost = false;
  let retry = 1000;

  const say = (state, text) => {
    const live = document.getElementById("live");
    live.dataset.state = state;
    document.getElementById("live-text").textContent = text;
  };

  const announce = (text) => {
    document.getElementById("announce").textContent = text;
  };

  const put = (target, html, whole) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    if (whole) {
      const holder = target.cloneNode(false);
      holder.append(template.content);
      holdfast.morph(target, holder);
    } else {
      const element = template.content.firstElementChild;
      const old = element && document.getElementById(element.id);
      if (!old) return;
      holdfast.morph(old, element);
      target = old;
    }
    holdfast.tell(target);
    window.htmx?.process(target);
    document.dispatchEvent(new CustomEvent("holdfast:changed", { detail: target }));
  };

  const here = () => {
    heard = Date.now();
    if (lost) announce("Connected again");
    lost = false;
    retry = 1000;
    say("on", "Live");
  };

  const gone = () => {
    if (!lost) announce("Connection to the scheduler lost");
    lost = true;
    say("lost", "No connection, trying again");
    source?.close();
    source = null;
    setTimeout(open, retry);
    retry = Math.min(retry * 1.6, 10000);
  };

  const open = () => {
    if (source || document.hidden || !page()) return;
    heard = Date.now();
    source = new EventSource("/live?page=" + encodeURIComponent(page()));
    source.addEventListener("hello", (event) => {
      // Made by another version of the scheduler: its pages belong with its own scripts and styles.
      if (version && event.data !== version) location.reload();
      here();
    });
    source.addEventListener("beat", here);
    source.addEventListener("page", (event) => {
      here();
      put(document.getElementById("page"), event.data, true);
    });
    source.addEventListener("part", (event) => {
      here();
      put(document.body, event.data, false);
    });
    source.onerror = gone;
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else {
      open();
    }
  });
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      source = null;
      open();
    }
  });
  setInterval(() => {
    if (source && Date.now() - heard > QUIET) gone();
  }, 2000);
  document.addEventListener("DOMContentLoaded", () => {
    if (page()) open();
    else document.getElementById("live").hidden = true;
  });
})();
