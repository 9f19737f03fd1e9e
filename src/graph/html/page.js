(() => {
  const byId = (id) => document.getElementById(id);
  const [stage, picture, panel] = ["stage", "picture", "panel"].map(byId);
  const nodes = [...picture.querySelectorAll(".node")];
  const size = picture.viewBox.baseVal;
  let view = { x: 0, y: 0, scale: 1 };

  const show = () => {
    picture.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
  };
  const zoom = (by, x = stage.clientWidth / 2, y = stage.clientHeight / 2) => {
    const scale = Math.min(4, Math.max(0.05, view.scale * by));
    const real = scale / view.scale;
    view = { x: x - (x - view.x) * real, y: y - (y - view.y) * real, scale };
    show();
  };
  const fit = () => {
    const scale = Math.min(stage.clientWidth / size.width, stage.clientHeight / size.height, 1.25);
    view = {
      x: (stage.clientWidth - size.width * scale) / 2,
      y: Math.max(0, (stage.clientHeight - size.height * scale) / 2),
      scale,
    };
    show();
  };
  // A tall picture begins at its top, at a size that can be read.
  const begin = () => {
    fit();
    if (view.scale < 0.55) {
      const scale = Math.min(1, Math.max(0.55, stage.clientWidth / size.width));
      view = { x: (stage.clientWidth - size.width * scale) / 2, y: 0, scale };
      show();
    }
  };
  const centre = (node) => {
    const box = node.getBoundingClientRect();
    const frame = stage.getBoundingClientRect();
    view.x += frame.left + frame.width / 2 - (box.left + box.width / 2);
    view.y += frame.top + frame.height / 2 - (box.top + box.height / 2);
    show();
  };

  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    const frame = stage.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey || !event.shiftKey) {
      zoom(Math.exp(-event.deltaY * 0.0015), event.clientX - frame.left, event.clientY - frame.top);
    } else {
      view.x -= event.deltaY;
      show();
    }
  }, { passive: false });

  let grip = null;
  stage.addEventListener("pointerdown", (event) => {
    grip = { x: event.clientX - view.x, y: event.clientY - view.y, moved: false, id: event.pointerId };
  });
  stage.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const [x, y] = [event.clientX - grip.x, event.clientY - grip.y];
    if (!grip.moved && Math.hypot(x - view.x, y - view.y) < 4) return;
    if (!grip.moved) stage.setPointerCapture(grip.id);
    grip.moved = true;
    stage.classList.add("moving");
    view.x = x;
    view.y = y;
    show();
  });
  let dragged = false;
  const release = () => {
    dragged = Boolean(grip && grip.moved);
    grip = null;
    stage.classList.remove("moving");
  };
  stage.addEventListener("pointerup", release);
  stage.addEventListener("pointercancel", release);

  const text = (id, words) => { byId(id).textContent = words ?? ""; };
  // The lines without what all of them are indented by.
  const outdented = (lines) => {
    const all = (lines ?? "").split("\n");
    const indents = all.filter((line) => line.trim()).map((line) => line.search(/\S/));
    return all.map((line) => line.slice(Math.min(...indents))).join("\n");
  };
  const choose = (node) => {
    nodes.forEach((other) => other.classList.toggle("chosen", other === node));
    panel.hidden = !node;
    if (!node) return;
    const state = STATES[Number(node.id.slice(1))];
    text("state", state.name);
    text("kind", [state.kind, state.subtitle].filter(Boolean).join(" · "));
    text("said", state.comment);
    byId("badges").replaceChildren(...state.badges.map((badge) => {
      const span = document.createElement("span");
      span.textContent = badge;
      return span;
    }));
    byId("run").hidden = !state.run;
    text("run-words", state.run?.words);
    text("run-error", state.run?.error ? `${state.run.error}\n${state.run.cause}`.trim() : "");
    byId("source").hidden = !state.place;
    const place = state.place;
    text("source-place", place ? `${place.file}:${place.line}:${place.column}` : "");
    text("source-text", outdented(place?.text));
    byId("source-text").hidden = !place?.text;
    text("definition", state.definition);
    const ways = [...picture.querySelectorAll(".edge")].filter((edge) => edge.dataset.from === node.id);
    byId("ways").hidden = ways.length === 0;
    byId("leads").replaceChildren(...[...new Set(ways.map((edge) => edge.dataset.to))].map((to) => {
      const item = document.createElement("li");
      const target = byId(to);
      const link = document.createElement(target ? "a" : "span");
      link.textContent = target ? target.dataset.name : "the end";
      link.onclick = () => { if (target) { choose(target); centre(target); } };
      item.append(link);
      return item;
    }));
    location.hash = encodeURIComponent(state.name);
  };
  nodes.forEach((node) => {
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.addEventListener("click", (event) => {
      event.stopPropagation();
      if (!dragged) choose(node);
    });
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(node);
    });
    // With the keyboard alone, a state that is reached must be seen.
    node.addEventListener("focus", () => { if (node.matches(":focus-visible")) centre(node); });
  });
  stage.addEventListener("click", () => { if (!dragged) choose(null); });

  let found = [];
  let at = -1;
  const search = byId("search");
  const find = () => {
    const words = search.value.trim().toLowerCase();
    found = words === "" ? [] : nodes.filter((node) => {
      const state = STATES[Number(node.id.slice(1))];
      return [state.name, state.kind, state.subtitle, state.definition]
        .some((field) => (field ?? "").toLowerCase().includes(words));
    });
    at = -1;
    picture.classList.toggle("searching", words !== "");
    nodes.forEach((node) => node.classList.toggle("found", found.includes(node)));
    text("found", words === "" ? "" : `${found.length} found`);
  };
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && found.length > 0) {
      at = (at + (event.shiftKey ? found.length - 1 : 1)) % found.length;
      text("found", `${at + 1} of ${found.length}`);
      choose(found[at]);
      centre(found[at]);
    }
    if (event.key === "Escape") {
      search.value = "";
      find();
      stage.focus();
    }
    event.stopPropagation();
  });

  const dark = (is) => { document.documentElement.dataset.theme = is ? "dark" : "light"; };
  const wish = window.matchMedia("(prefers-color-scheme: dark)");
  dark(wish.matches);
  wish.addEventListener("change", () => dark(wish.matches));
  byId("theme").onclick = () => dark(document.documentElement.dataset.theme !== "dark");
  byId("in").onclick = () => zoom(1.25);
  byId("out").onclick = () => zoom(0.8);
  byId("fit").onclick = fit;
  byId("close").onclick = () => choose(null);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = 60;
    const keys = {
      "/": () => search.focus(), "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8),
      0: fit, Escape: () => choose(null),
      ArrowLeft: () => { view.x += step; show(); }, ArrowRight: () => { view.x -= step; show(); },
      ArrowUp: () => { view.y += step; show(); }, ArrowDown: () => { view.y -= step; show(); },
    };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  begin();
  const wanted = decodeURIComponent(location.hash.slice(1));
  const first = nodes.find((node) => node.dataset.name === wanted);
  if (wanted && first) {
    choose(first);
    centre(first);
  }
})();
