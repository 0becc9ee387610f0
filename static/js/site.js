// What readers' pages do more than HTML can: counting, display, sharing, large pictures, videos.

const root = document.documentElement;
const token = document.body.dataset.page;

// --- counting: once a person can see the page; the newest figures come back

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

// The page; the host the reader came from; whether a program drives this browser.
function told() {
  const fields = { t: token };
  const from = document.referrer && new URL(document.referrer);
  if (from && from.host !== location.host) {
    fields.r = from.hostname;
  }
  if (navigator.webdriver) {
    fields.w = 1;
  }
  return new URLSearchParams(fields);
}

async function count() {
  try {
    const answer = await fetch("/dem/", {
      method: "POST",
      body: told(),
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

// --- what is remembered on this device only

function remembered(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage is switched off: the choice holds for this page.
  }
}

// --- the portal's own font: fetched once the page is whole, so that a slow line brings that first

const FACES = ['400 1em "Be Vietnam Pro"', '600 1em "Be Vietnam Pro"'];

async function fetchFont() {
  try {
    await Promise.all(FACES.map((face) => document.fonts.load(face)));
  } catch {
    // The line broke: the page stays in the device's font, and the next one tries again.
    return;
  }
  root.classList.add("own-font");
  remember("own-font", "fetched");
}

if (remembered("own-font")) {
  root.classList.add("own-font");
} else {
  window.addEventListener("load", () => setTimeout(fetchFont));
}

// --- size of letters and contrast

const SIZES = { "-1": "letters-small", 1: "letters-large" };
const sizeButtons = document.querySelectorAll("[data-size]");
const contrastButton = document.querySelector("[data-contrast]");

function showDisplay(size, contrast) {
  root.classList.remove(...Object.values(SIZES));
  if (SIZES[size]) {
    root.classList.add(SIZES[size]);
  }
  for (const button of sizeButtons) {
    button.setAttribute("aria-pressed", String(button.dataset.size === (size || "0")));
  }
  root.classList.toggle("contrast-high", contrast === "high");
  contrastButton.setAttribute("aria-pressed", String(contrast === "high"));
}

if (contrastButton) {
  let size = remembered("letters");
  let contrast = remembered("contrast");
  showDisplay(size, contrast);
  contrastButton.parentElement.hidden = false;
  contrastButton.parentElement.addEventListener("click", ({ target }) => {
    if (target.dataset.size) {
      size = target.dataset.size;
      remember("letters", size);
    } else if (target === contrastButton) {
      contrast = contrast === "high" ? "" : "high";
      remember("contrast", contrast);
    }
    showDisplay(size, contrast);
  });
}

// --- sharing and printing: buttons appear where the browser can do it

const said = document.querySelector("[data-said]");

function offer(selector, can, act) {
  const button = document.querySelector(selector);
  if (button && can) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => act(button));
  }
}

const SAID_FOR = 4000;

// Says `text` on the button for a while and to screen readers; what the button offers comes back.
function sayOn(button, text) {
  button.dataset.offers ??= button.lastChild.textContent;
  button.lastChild.textContent = text;
  said.textContent = text;
  clearTimeout(button.dataset.timer);
  button.dataset.timer = setTimeout(() => {
    button.lastChild.textContent = button.dataset.offers;
    said.textContent = "";
  }, SAID_FOR);
}

offer("[data-share]", navigator.share, ({ dataset }) => {
  navigator.share({ title: dataset.share, url: dataset.address }).catch(() => {});
});
offer("[data-copy]", navigator.clipboard, async (button) => {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    sayOn(button, button.dataset.done);
  } catch {
    sayOn(button, button.dataset.refused);
  }
});
offer("[data-print]", window.print, () => window.print());

// --- listening: offered where the device has a Vietnamese voice; what is read goes nowhere else

const listen = document.querySelector("[data-listen]");

function offerToRead() {
  const isOurs = ({ lang, localService }) => localService && lang.toLowerCase().startsWith("vi");
  const voice = speechSynthesis.getVoices().find(isOurs);
  if (voice) {
    listen.hidden = false;
    listen.onclick = () => (listen.dataset.reads ? stopReading() : read(voice));
  }
}

// A sentence ends with its line, or where white space follows its sign: not within 4.200.
const ENDS = /[.!?…]["'”’»)\]]*$/;
// TS., ThS., PGS.TS.: no Vietnamese syllable is without a vowel, so no sentence ends with these.
const SHORTENED = /^["'“‘«([]*(?:[bcdđghklmnpqrstvx]{1,3}\.)+$/i;
const PAUSES = /[,;:]["'”’»)\]]*$/;
const LONG_SENTENCE = 160;

function sentencesOf(text) {
  return text.split("\n").flatMap((line) => {
    const sentences = [""];
    for (const word of line.split(/\s+/).filter(Boolean)) {
      const sentence = `${sentences.pop()} ${word}`.trimStart();
      const ends = ENDS.test(word) && !SHORTENED.test(word);
      const isLong = sentence.length > LONG_SENTENCE && PAUSES.test(word);
      sentences.push(sentence, ...(ends || isLong ? [""] : []));
    }
    return sentences.filter(Boolean);
  });
}

function read(voice) {
  listen.dataset.reads = "yes";
  listen.lastChild.textContent = listen.dataset.stop;
  const parts = [...document.querySelectorAll(".story h1, .story .lead, .story .prose > *")];
  // Sentence by sentence: some voices fall silent in the middle of a long text.
  const sentences = parts.flatMap((part) => sentencesOf(part.innerText));
  const spoken = sentences.map((text) => new SpeechSynthesisUtterance(text));
  for (const sentence of spoken) {
    sentence.voice = voice;
    sentence.lang = voice.lang;
    speechSynthesis.speak(sentence);
  }
  spoken.at(-1).onend = stopReading;
}

function stopReading() {
  delete listen.dataset.reads;
  listen.lastChild.textContent = listen.dataset.start;
  speechSynthesis.cancel();
}

if (listen && window.speechSynthesis) {
  offerToRead();
  speechSynthesis.onvoiceschanged = offerToRead;
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}

// --- a picture opened large, with its caption; the links lead to the pictures without this script

const pictures = [...document.querySelectorAll("a.zoom")];
const viewer = document.querySelector(".viewer");

function view(index) {
  const place = (index + pictures.length) % pictures.length;
  const link = pictures[place];
  const small = link.querySelector("img");
  const large = new Image();
  large.src = link.href;
  large.alt = small.alt;
  viewer.querySelector("figure").replaceChildren(large);
  viewer.querySelector("p").textContent =
    link.closest("figure")?.querySelector("figcaption")?.textContent ?? "";
  viewer.querySelector("output").textContent = `${place + 1} / ${pictures.length}`;
  viewer.dataset.place = place;
  if (!viewer.open) {
    viewer.showModal();
  }
}

if (viewer && pictures.length) {
  pictures.forEach((link, index) => {
    link.addEventListener("click", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        view(index);
      }
    });
  });
  const step = (by) => view(Number(viewer.dataset.place) + by);
  viewer.addEventListener("click", ({ target }) => {
    if (target.dataset.step) {
      step(Number(target.dataset.step));
    }
  });
  viewer.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowRight" || key === "ArrowLeft") {
      step(key === "ArrowRight" ? 1 : -1);
    }
  });
  viewer.addEventListener("close", () => pictures[viewer.dataset.place].focus());
}

// --- a video elsewhere: its host is asked when the reader starts it, not before

for (const link of document.querySelectorAll("[data-youtube]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = `https://www.youtube-nocookie.com/embed/${link.dataset.youtube}?autoplay=1`;
    frame.title = link.dataset.title;
    frame.allow = "autoplay; fullscreen";
    frame.allowFullscreen = true;
    link.replaceWith(frame);
    frame.focus();
  });
}
