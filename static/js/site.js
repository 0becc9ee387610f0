// Counts the page once a person can see it, and shows the newest figures that come back.

const token = document.body.dataset.page;

function show(figures) {
  if (figures.views !== undefined) {
    for (const place of document.querySelectorAll("[data-views]")) {
      place.textContent = figures.views;
    }
  }
  for (const [name, value] of Object.entries(figures.counter ?? {})) {
    for (const place of document.querySelectorAll(`[data-counter="${name}"]`)) {
      place.textContent = value;
    }
  }
}

async function count() {
  try {
    const answer = await fetch("/dem/", {
      method: "POST",
      body: new URLSearchParams({ t: token }),
      keepalive: true,
    });
    if (answer.status === 200) {
      show(await answer.json());
    }
  } catch {
    // The network is away: the page stays as it was served.
  }
}

// A prerendered or hidden page is not shown to anyone yet.
function countWhenVisible() {
  if (document.visibilityState === "visible" && !document.prerendering) {
    count();
  } else {
    const event = document.prerendering ? "prerenderingchange" : "visibilitychange";
    document.addEventListener(event, countWhenVisible, { once: true });
  }
}

if (token) {
  // Fires on every showing, also when the browser brings the page back from its own memory.
  window.addEventListener("pageshow", countWhenVisible);
}
