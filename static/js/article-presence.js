// Who else has this article open: a sign every two minutes while the page is looked at.

const line = document.querySelector("[data-signs]");
const form = document.querySelector(".article-form");
const { signs, seconds } = line.dataset;
let { sign } = line.dataset;

function message(more) {
  const body = new FormData();
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const version = form.querySelector("[name=version]").value;
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, version, ...more })) {
    body.append(name, value);
  }
  return body;
}

async function giveSign() {
  if (document.visibilityState !== "visible") {
    return;
  }
  try {
    const answer = await fetch(signs, { method: "POST", body: message({}) });
    const { sign: newer, told } = await answer.json();
    sign = newer;
    // The same words again would be read aloud again.
    if (line.textContent !== told) {
      line.textContent = told;
    }
  } catch {
    // The next sign may get through; the form itself says when it does not.
  }
}

setInterval(giveSign, Number(seconds) * 1000);
document.addEventListener("visibilitychange", giveSign);
window.addEventListener("pageshow", ({ persisted }) => persisted && giveSign());
window.addEventListener("pagehide", () => {
  navigator.sendBeacon(signs, message({ closed: "", sign }));
});
