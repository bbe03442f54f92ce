// A picture drawn by assess.report.lineage, made alive: click, hover, keyboard, zoom. It fetches nothing.
const NEAREST = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".lineage");
  const stage = root.querySelector(".stage");
  if (root.drawn !== data.svg) {
    stage.innerHTML = data.svg; // written by us, every text in it escaped
    stage.style.height = `${data.height}px`;
    root.drawn = data.svg;
    fit();
  }
  const svg = stage.querySelector("svg");
  const boxes = [...svg.querySelectorAll(".box")];
  const links = [...svg.querySelectorAll(".link")];
  root.querySelector(".help").textContent = data.words.help;
  for (const name of ["in", "out", "fit"]) {
    const button = root.querySelector(`button.${name}`);
    button.setAttribute("aria-label", data.words[name]);
    button.title = data.words[name];
  }
  mark(data.picked);

  function fit() {
    const drawn = stage.querySelector("svg");
    const [, , wide, high] = drawn.getAttribute("viewBox").split(" ").map(Number);
    const scale = Math.min(1, Math.max(0.55, Math.min((stage.clientWidth - 24) / wide, (data.height - 8) / high)));
    root.view = { x: Math.max(0, (stage.clientWidth - wide * scale) / 2), y: Math.max(0, (data.height - high * scale) / 2), scale };
    const centre = drawn.querySelector('.box[data-id="' + CSS.escape(data.centre || "") + '"]');
    if (centre && wide * scale > stage.clientWidth) root.view.x = stage.clientWidth / 2 - middle(centre)[0] * scale;
    if (centre && high * scale > data.height) root.view.y = data.height / 2 - middle(centre)[1] * scale;
    move();
  }
  function move() {
    const { x, y, scale } = root.view;
    const drawn = stage.querySelector("svg");
    drawn.style.transformOrigin = "0 0";
    drawn.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  }
  function zoom(factor, x = stage.clientWidth / 2, y = data.height / 2) {
    const old = root.view.scale;
    const scale = Math.min(3, Math.max(0.1, old * factor));
    root.view.x = x - (x - root.view.x) * (scale / old);
    root.view.y = y - (y - root.view.y) * (scale / old);
    root.view.scale = scale;
    move();
  }
  function idOf(mark) {
    return mark.dataset.kind === "link" ? `${mark.dataset.from}\n${mark.dataset.to}` : mark.dataset.id;
  }
  function middle(box) {
    const { x, y, width, height } = box.getBBox();
    return [x + width / 2, y + height / 2];
  }
  function mark(picked) {
    for (const one of [...boxes, ...links]) {
      const on = idOf(one) === picked;
      one.classList.toggle("picked", on);
      if (one.dataset.kind === "box") one.setAttribute("aria-pressed", String(on));
    }
    const first = boxes.find((box) => box.dataset.id === (picked || data.centre)) || boxes[0];
    boxes.forEach((box) => box.setAttribute("tabindex", box === first ? "0" : "-1"));
  }
  function pick(one) {
    mark(idOf(one));
    setTriggerValue("picked", { id: idOf(one), at: Date.now() });
  }
  function open(one) {
    setTriggerValue("opened", { id: idOf(one), at: Date.now() });
  }
  function light(one) {
    svg.classList.toggle("dim", Boolean(one));
    for (const other of [...boxes, ...links]) other.classList.remove("lit");
    if (!one) return;
    const id = one.dataset.id;
    const near = one.dataset.kind === "link" ? [one] : links.filter((l) => l.dataset.from === id || l.dataset.to === id);
    const ends = new Set(near.flatMap((link) => [link.dataset.from, link.dataset.to]).concat(id || []));
    near.forEach((link) => link.classList.add("lit"));
    boxes.filter((box) => ends.has(box.dataset.id)).forEach((box) => box.classList.add("lit"));
  }
  function step(box, [right, down]) {
    const [x, y] = middle(box);
    let best = null;
    let least = Infinity;
    for (const other of boxes) {
      const [dx, dy] = [middle(other)[0] - x, middle(other)[1] - y];
      const along = dx * right + dy * down;
      const cost = along + 2.5 * Math.abs(right ? dy : dx);
      if (along > 1 && cost < least) [best, least] = [other, cost];
    }
    if (!best) return;
    boxes.forEach((one) => one.setAttribute("tabindex", one === best ? "0" : "-1"));
    best.focus();
    reveal(best);
  }
  function reveal(box) {
    const [x, y] = middle(box).map((value) => value * root.view.scale);
    const room = 60;
    root.view.x = Math.min(Math.max(root.view.x, room - x), stage.clientWidth - room - x);
    root.view.y = Math.min(Math.max(root.view.y, room - y), data.height - room - y);
    move();
  }

  let drag = null;
  let moved = false;
  stage.onpointerdown = (event) => {
    drag = { x: event.clientX, y: event.clientY };
    moved = false;
  };
  stage.onpointermove = (event) => {
    if (!drag || !(event.buttons & 1)) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!moved && Math.hypot(dx, dy) < 4) return;
    moved = true;
    if (!stage.hasPointerCapture(event.pointerId)) stage.setPointerCapture(event.pointerId);
    root.view.x += dx;
    root.view.y += dy;
    drag = { x: event.clientX, y: event.clientY };
    move();
  };
  stage.onpointerup = () => (drag = null);
  stage.onclick = (event) => {
    const one = event.target.closest(".box, .link");
    if (one && !moved) one.classList.contains("word") ? open(one) : pick(one);
  };
  stage.ondblclick = (event) => {
    const one = event.target.closest(".box");
    if (one) open(one);
  };
  stage.onpointerover = (event) => light(event.target.closest(".box, .link"));
  stage.onpointerleave = () => light(null);
  stage.onfocusin = (event) => light(event.target.closest(".box"));
  stage.onfocusout = () => light(null);
  stage.onkeydown = (event) => {
    const box = event.target.closest(".box");
    if (box && NEAREST[event.key]) step(box, NEAREST[event.key]);
    else if (box && (event.key === "Enter" || event.key === " ")) box.classList.contains("picked") || box.classList.contains("word") ? open(box) : pick(box);
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  };
  stage.onwheel = (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const frame = stage.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.15 : 0.87, event.clientX - frame.left, event.clientY - frame.top);
  };
  root.querySelector("button.in").onclick = () => zoom(1.25);
  root.querySelector("button.out").onclick = () => zoom(0.8);
  root.querySelector("button.fit").onclick = fit;
}
