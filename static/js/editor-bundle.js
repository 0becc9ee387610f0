// The editor's bundle is large: it is asked for when the form has been drawn. Until it is there, or if
// it never comes, the plain field serves.

const frame = document.querySelector(".body-editor");

function drawn() {
  // A page in the background is not drawn before somebody looks at it.
  return new Promise((go) => {
    requestAnimationFrame(() => setTimeout(go));
  });
}

function load(address) {
  const script = document.createElement("script");
  script.src = address;
  const loaded = new Promise((go, fail) => {
    script.onload = go;
    script.onerror = fail;
  });
  document.head.append(script);
  return loaded;
}

async function bundle() {
  await drawn();
  globalThis.CKEDITOR_BASEPATH = frame.dataset.base;
  try {
    await load(frame.dataset.bundle);
  } catch (error) {
    frame.classList.add("is-plain");
    throw error;
  }
  return globalThis.CKEDITOR;
}

export const CKEDITOR = await bundle();
