/** Texts of forms, as their document holds them; and those that this tab keeps, for a reload or another form of the same name. */

/** The text of a field by its name: of radio buttons the chosen one's, and an empty one without any. */
export type Typed = (name: string) => string;

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const prefix = "hansa.typed.1.";

/** Reads what a form holds now: typed by a person, restored by the browser, or filled in by a password manager. */
export function readTyped(form: HTMLFormElement): Typed {
  const data = new FormData(form);
  return (name) => {
    const value = data.get(name);
    return typeof value === "string" ? value : "";
  };
}

/** Keeps what a form holds, without its secrets. A browser that keeps nothing forgets it with the document. */
export function keepTyped(name: string, form: HTMLFormElement): void {
  const fields = new Map(Object.entries(readKept(name)));
  for (const control of controlsOf(form)) {
    if (isSwitch(control) && control.type === "radio" && !control.checked) continue;
    fields.set(keyOf(control), textOf(control));
  }
  inStorage((storage) => storage.setItem(prefix + name, JSON.stringify(Object.fromEntries(fields))));
}

/** Gives the fields of a form what was kept, once each: fields may come later, and what a person has typed since stays. */
export function restoreTyped(name: string, form: HTMLFormElement, restored: WeakSet<Element>): void {
  const fields = controlsOf(form).filter((control) => !restored.has(control));
  if (fields.length === 0) return;
  const kept = readKept(name);
  for (const control of fields) {
    restored.add(control);
    const text = kept[keyOf(control)];
    if (text !== undefined && isUntouched(control)) setText(control, text);
  }
}

/** Forgets what was kept of the form of this name; of all forms without one. */
export function forgetTyped(name?: string): void {
  inStorage((storage) => {
    const keys = name === undefined ? Object.keys(storage).filter((key) => key.startsWith(prefix)) : [prefix + name];
    for (const key of keys) storage.removeItem(key);
  });
}

/** The kept texts of the form of this name, as `forgetSent` compares them. */
export function keptText(name: string): string {
  return JSON.stringify(readKept(name));
}

/** Forgets what was kept of a form if it is still what was sent. False: something was typed since, which stays. */
export function forgetSent(name: string, sent: string): boolean {
  if (keptText(name) !== sent) return false;
  forgetTyped(name);
  return true;
}

/** Whether this tab keeps something of the form of this name. */
export function hasTyped(name: string): boolean {
  return Object.keys(readKept(name)).length > 0;
}

function readKept(name: string): Readonly<Record<string, string>> {
  let kept: unknown;
  inStorage((storage) => {
    kept = JSON.parse(storage.getItem(prefix + name) ?? "{}");
  });
  const entries = typeof kept === "object" && kept !== null ? Object.entries(kept) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function inStorage(act: (storage: Storage) => void): void {
  try {
    act(sessionStorage);
  } catch {
    // The browser keeps nothing for this page, or the entry is not ours.
  }
}

/** The fields of a form that may be kept: those with a name that hold no secret. */
function controlsOf(form: HTMLFormElement): Control[] {
  return [...form.elements].filter((element): element is Control => isControl(element) && isKeepable(element));
}

function isControl(element: Element): element is Control {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLTextAreaElement
  );
}

function isKeepable({ name, type, autocomplete }: Control): boolean {
  return name !== "" && !["password", "hidden", "file"].includes(type) && !autocomplete.startsWith("cc-");
}

/** A field that means another thing elsewhere, as a region does in another country, is kept under a name of its own. */
function keyOf({ name, dataset }: Control): string {
  return dataset.keptAs ?? name;
}

function isSwitch(control: Control): control is HTMLInputElement {
  return control.type === "radio" || control.type === "checkbox";
}

function textOf(control: Control): string {
  return isSwitch(control) && !control.checked ? "" : control.value;
}

function isUntouched(control: Control): boolean {
  if (control instanceof HTMLSelectElement) return true;
  return isSwitch(control) ? control.checked === control.defaultChecked : control.value === control.defaultValue;
}

function setText(control: Control, text: string): void {
  if (isSwitch(control)) control.checked = control.value === text || (control.type === "radio" && control.checked);
  else if (!(control instanceof HTMLSelectElement) || [...control.options].some(({ value }) => value === text))
    control.value = text;
}
