// Changes an element into another with as little as possible: what has the focus, what is open, what is scrolled and what is typed stays.
(() => {
  const keyOf = (node) => (node.nodeType === 1 ? node.id || node.dataset.key || "" : "");
  const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

  // What people or scripts have changed is theirs.
  const kept = (element, name) =>
    (name === "open" && element.nodeName === "DETAILS") ||
    (name === "value" && element === document.activeElement) ||
    name === "data-done";

  const attributes = (from, to) => {
    for (const { name, value } of to.attributes) {
      if (!kept(from, name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
    }
    for (const { name } of [...from.attributes]) {
      if (!to.hasAttribute(name) && !kept(from, name)) from.removeAttribute(name);
    }
  };

  const children = (from, to) => {
    const keyed = new Map();
    for (const child of from.children) if (keyOf(child)) keyed.set(keyOf(child), child);
    let at = from.firstChild;
    for (const wanted of [...to.childNodes]) {
      const key = keyOf(wanted);
      let match = key ? keyed.get(key) : at;
      if (!key) {
        while (match && keyOf(match)) match = match.nextSibling;
      }
      if (match && alike(match, wanted)) {
        if (match === at) at = at.nextSibling;
        else from.insertBefore(match, at);
        morph(match, wanted);
      } else {
        from.insertBefore(document.importNode(wanted, true), at);
      }
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  };

  const morph = (from, to) => {
    if (from.nodeType !== 1) {
      if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
      return;
    }
    if (from.hasAttribute("data-own")) return; // a chart or a log that keeps itself
    attributes(from, to);
    if (from.nodeName === "TIME" && from.dateTime === to.dateTime) return;
    if (from.nodeName === "TEXTAREA" || from.nodeName === "SELECT") return;
    children(from, to);
  };

  window.holdfast.morph = morph;
})();
