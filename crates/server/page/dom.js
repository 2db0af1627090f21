// The little that the views need of the DOM.

export const byId = (id) => document.getElementById(id);

/** An element with attributes and children: texts stay texts, whatever is in them. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') made.addEventListener(key, value);
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** A copy of what is in a template, and a function that finds what has `data-part` in it. */
export function fromTemplate(id) {
  const root = byId(id).content.firstElementChild.cloneNode(true);
  const part = (name) => (root.dataset.part === name ? root : root.querySelector(`[data-part="${name}"]`));
  return { root, part };
}

/** When something happened, as people here write it; the exact time as the title. */
export function time(value, none = 'never') {
  if (value === null || value === undefined) return document.createTextNode(none);
  const at = new Date(typeof value === 'number' ? value * 1000 : value); // seconds, or a text
  const words = at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return element('time', { datetime: at.toISOString(), title: at.toISOString() }, words);
}

/** Calls `work` with the form's values when it is sent, and keeps its buttons off meanwhile. */
export function onSubmit(form, work) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    // Before the buttons go off: the one that was pressed is in it, and would not be any more.
    const values = Object.fromEntries(new FormData(form, event.submitter));
    await busy(form, () => work(values));
  });
}

/** Keeps all buttons in `around` off while `work` runs, so that nothing is begun twice. */
export async function busy(around, work) {
  if (around.getAttribute('aria-busy') === 'true') return;
  around.setAttribute('aria-busy', 'true');
  const buttons = [...around.querySelectorAll('button:enabled')];
  for (const button of buttons) button.disabled = true;
  try {
    await work();
  } finally {
    for (const button of buttons) button.disabled = false;
    around.removeAttribute('aria-busy');
  }
}
