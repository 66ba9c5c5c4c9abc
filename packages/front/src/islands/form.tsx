/** Forms of islands. A form is its own state: what stands in its fields before the island starts, and after any change around it, is what is sent. */
import { type ComponentProps, createContext, useContext, useLayoutEffect, useRef, useState } from "react";
import { keepTyped, readTyped, restoreTyped, type Typed } from "./typed.ts";

type FormProps = Omit<ComponentProps<"form">, "method" | "onSubmit" | "onInput" | "ref"> & {
  /** Where the browser goes with the fields in the address, also without scripts: for a form that has nothing private. */
  action?: string;
  /** The name under which this tab keeps what is typed, until it is told to forget it. */
  keptAs?: string;
  /** Called with what the form holds when it starts, and after each change. */
  onTyped?(typed: Typed): void;
  /** Absent: the browser sends the form to its address. */
  onSend?(typed: Typed, form: HTMLFormElement): void;
};

const CanSend = createContext(true);

/** Whether the form around can be sent: one of an island has no address, and waits for its start. */
export function useCanSend(): boolean {
  return useContext(CanSend);
}

/** A form whose fields are uncontrolled. */
export function Form({ action, keptAs, onTyped, onSend, children, ...rest }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const restored = useRef(new WeakSet<Element>());
  const [isStarted, setIsStarted] = useState(false);

  // After each rendering, which may have brought more fields.
  useLayoutEffect(() => {
    if (form.current && keptAs !== undefined) restoreTyped(keptAs, form.current, restored.current);
  });
  useLayoutEffect(() => {
    setIsStarted(true);
    if (form.current) onTyped?.(readTyped(form.current));
  }, []);

  return (
    <CanSend.Provider value={isStarted || action !== undefined}>
      <form
        {...rest}
        ref={form}
        data-kept={keptAs}
        action={action}
        // Where a browser sends it all the same, nothing of it stands in an address.
        method={action === undefined ? "post" : "get"}
        onInput={({ currentTarget }) => {
          if (keptAs !== undefined) keepTyped(keptAs, currentTarget);
          onTyped?.(readTyped(currentTarget));
        }}
        onSubmit={(event) => {
          if (onSend === undefined) return;
          event.preventDefault();
          onSend(readTyped(event.currentTarget), event.currentTarget);
        }}
      >
        {children}
      </form>
    </CanSend.Provider>
  );
}
