// The plan as a list to put in order: drag a row, or move it with its buttons or Alt and the arrow keys. Fetches nothing.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const list = parentElement.querySelector(".plan");
  const live = parentElement.querySelector(".told");
  parentElement.querySelector(".help").textContent = data.words.help;
  list.setAttribute("aria-label", data.words.list);
  const held = list.held;
  list.replaceChildren(...data.rows.map(row));
  if (held) list.querySelector(`[data-key="${CSS.escape(held.key)}"] button.${held.button}`)?.focus();
  list.held = null;

  function row(item, place) {
    const one = document.createElement("li");
    one.dataset.key = item.key;
    one.classList.toggle("out", item.out);
    one.classList.toggle("gate", item.gate);
    one.draggable = !item.gate && !item.out;
    one.append(text("n", item.out ? "–" : String(place + 1)), text("title", item.title), text("when", item.when));
    if (!item.gate) {
      if (!item.out) {
        one.append(button("up", "↑", data.words.up, item, () => move(item.key, -1)));
        one.append(button("down", "↓", data.words.down, item, () => move(item.key, 1)));
      }
      const says = item.out ? data.words.back : data.words.drop;
      one.append(button("drop", item.out ? "+" : "×", says, item, () => tell("toggled", { key: item.key }, item.key, "drop")));
    }
    one.addEventListener("keydown", (event) => {
      if (!event.altKey || !one.draggable || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      move(item.key, event.key === "ArrowUp" ? -1 : 1);
    });
    one.addEventListener("dragstart", (event) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.key);
      one.classList.add("dragged");
    });
    one.addEventListener("dragend", () => one.classList.remove("dragged"));
    one.addEventListener("dragover", (event) => {
      event.preventDefault();
      one.classList.add("over");
    });
    one.addEventListener("dragleave", () => one.classList.remove("over"));
    one.addEventListener("drop", (event) => {
      event.preventDefault();
      const key = event.dataTransfer.getData("text/plain");
      const keys = order().filter((k) => k !== key);
      const there = order().indexOf(item.key) > order().indexOf(key) ? 1 : 0;
      keys.splice(keys.indexOf(item.key) + there, 0, key);
      if (key && key !== item.key) tell("ordered", { keys }, key, "up");
    });
    return one;
  }
  function text(name, says) {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = says;
    return part;
  }
  function button(name, face, says, item, act) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = name;
    one.textContent = face;
    one.title = says;
    one.setAttribute("aria-label", `${says}: ${item.title}`);
    one.addEventListener("click", act);
    return one;
  }
  function order() {
    return [...list.querySelectorAll("li:not(.out)")].map((one) => one.dataset.key);
  }
  function move(key, by) {
    const keys = order();
    const from = keys.indexOf(key);
    const to = from + by;
    if (to < 0 || to >= keys.length) return;
    [keys[from], keys[to]] = [keys[to], keys[from]];
    live.textContent = data.words.moved.replace("{n}", String(to + 1));
    tell("ordered", { keys }, key, by < 0 ? "up" : "down");
  }
  function tell(what, value, key, name) {
    list.held = { key, button: name };
    setTriggerValue(what, value);
  }
}
