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

  // A menu is left by Escape, and by a click beside it.
  const leave = (but) => {
    for (const menu of document.querySelectorAll(".menu[open]")) if (menu !== but) menu.open = false;
  };
  document.addEventListener("click", (event) => leave(event.target.closest(".menu")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest(".menu[open]");
    if (menu) menu.querySelector("summary").focus();
    if (event.key === "Escape") leave(null);
  });

  // Choices that are followed at once.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-Token"] = document.querySelector("meta[name=csrf]")?.content ?? "";
  });
})();
