// Small things that need a hand: the theme, copying, and what scripts' requests carry.
(() => {
  const root = document.documentElement;

  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      await write(copy.dataset.copy);
      copy.dataset.done = "";
      document.getElementById("announce").textContent = "Copied";
      setTimeout(() => delete copy.dataset.done, 1500);
    }
    if (event.target.closest("#theme")) {
      const dark = getComputedStyle(root).colorScheme === "dark" || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
      root.dataset.theme = dark ? "light" : "dark";
      try {
        localStorage.setItem("holdfast-theme", root.dataset.theme);
      } catch {
        // then only for this page
      }
      document.dispatchEvent(new CustomEvent("holdfast:theme"));
    }
  });

  // Without TLS and off this machine browsers have no clipboard for pages, but for what is selected.
  const write = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-Token"] = document.querySelector("meta[name=csrf]")?.content ?? "";
  });
})();
