/** The face of elements: controls and notices without words of commerce. */
export { Button, type ButtonLook, buttonClass } from "./button.tsx";
export { Credentials } from "./credentials.tsx";
export { Dialog } from "./dialog.tsx";
export { Field, SelectField } from "./field.tsx";
export { Message, Notice } from "./notice.tsx";
