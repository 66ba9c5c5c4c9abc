/** Buttons, and links that look like them. */
import type { ComponentProps } from "react";
import { useCanSend } from "../islands/form.tsx";

export type ButtonLook = "primary" | "secondary" | "quiet";

const looks: Record<ButtonLook, string> = {
  // An accent may be as light or dark as the ground: the border tells the button from it, and in forced colours too.
  primary: "border border-accent-ink bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "border border-line bg-surface text-text hover:border-text",
  quiet: "text-text underline underline-offset-4 hover:text-muted",
};

/** The classes of a button, for a link that looks like one. */
export function buttonClass(look: ButtonLook = "primary", more = ""): string {
  const size = look === "quiet" ? "min-h-(--control-quiet) px-1" : "min-h-(--control) px-(--control-inset)";
  const shape = "inline-flex items-center justify-center rounded-(--control-radius) font-medium disabled:opacity-50";
  return `${shape} ${size} ${looks[look]} ${more}`;
}

type ButtonProps = ComponentProps<"button"> & { look?: ButtonLook; isBusy?: boolean };

/** A button. While it is busy it takes no press, and says so to assistive technology; one that sends a form waits until that can be sent. */
export function Button({ look = "primary", isBusy = false, className = "", onClick, ...rest }: ButtonProps) {
  const canSend = useCanSend();
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || (rest.type === "submit" && !canSend)}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || rest["aria-busy"] || undefined}
      onClick={(event) => (isBusy ? event.preventDefault() : onClick?.(event))}
      className={buttonClass(look, `${isBusy ? "cursor-progress opacity-60" : "cursor-pointer"} ${className}`)}
    />
  );
}
