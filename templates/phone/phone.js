// Comfort only: every page works without this. Answers are kept as they are chosen, the counter moves, and the
// next question comes by itself.
"use strict";
(() => {
  const body = document.body;
  const code = body.dataset.code;
  const put = (id, text) => {
    const place = document.getElementById(id);
    if (place && place.textContent !== text) place.textContent = text;
  };

  const within = (time) => (AbortSignal.timeout ? AbortSignal.timeout(time) : undefined); // not in older browsers

  const vote = document.getElementById("vote");
  if (vote && document.getElementById("kept")) {
    const said = document.getElementById("kept").dataset;
    let sending = false;
    let waiting = false;
    const keep = async () => {
      if (sending) {
        waiting = true; // one at a time, so that the last choice is the one that stays
        return;
      }
      sending = true;
      let wait = 500;
      for (;;) {
        waiting = false;
        try {
          const answer = await fetch(vote.action, {
            method: "POST",
            headers: { Accept: "application/json" },
            body: new URLSearchParams(new FormData(vote)),
            signal: within(8000),
          });
          if (answer.ok || answer.status === 409) {
            if (!waiting) {
              put("kept", answer.ok ? said.kept : said.closed);
              break;
            }
            continue;
          }
          if (answer.status < 500) break;
        } catch {
          // no connection: the same answer is sent again and counts once
        }
        put("kept", said.trying);
        await new Promise((done) => setTimeout(done, wait));
        wait = Math.min(wait * 2, 5000);
      }
      sending = false;
    };
    vote.addEventListener("change", () => {
      if (vote.querySelector("[name=choice]:checked")) keep();
    });
  }

  const dots = document.getElementById("dots");
  if (dots && document.getElementById("left")) {
    const count = () => {
      const given = [...dots.querySelectorAll("input:checked")].reduce((sum, one) => sum + Number(one.value), 0);
      put("left", dots.dataset.left.replace("#", String(Number(dots.dataset.dots) - given)));
    };
    dots.addEventListener("change", count);
    count();
  }

  if (code && body.dataset.mark) {
    const item = vote ? "?item=" + encodeURIComponent(vote.dataset.item) : "";
    const look = async () => {
      try {
        const answer = await fetch(`/j/${code}/now${item}`, { signal: within(8000) });
        if (answer.ok) {
          const now = await answer.json();
          put("counter", now.counter);
          if (now.mark !== body.dataset.mark) {
            const moved = document.getElementById("moved");
            if (!moved) {
              location.replace(`/j/${code}`);
              return;
            }
            moved.hidden = false;
          }
        }
      } catch {
        // no connection: look again later
      }
      setTimeout(look, 2500 + Math.random() * 2000);
    };
    setTimeout(look, 1500 + Math.random() * 1500);
  }
})();
