/** Forms, and parts of pages, whose module is loaded when they are shown: most visits of a page open no form. */
import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { language } from "../language.ts";
import { textsOf } from "../texts.ts";

const texts = textsOf("lateForm")[language];

/** `beside`: the control that closes it, of a form. */
type Late<Props> = Props & { beside?: ReactNode };

/** A component that shows another one, once it is loaded; before, and if it does not come, it has the control that closes it. */
export function lateForm<Props>(load: () => Promise<ComponentType<Late<Props>>>): ComponentType<Late<Props>> {
  let known: ComponentType<Late<Props>> | undefined;
  return (props) => {
    const [Form, setForm] = useState(() => known);
    const [hasFailed, setHasFailed] = useState(false);
    useEffect(() => {
      if (known) return;
      load().then(
        (loaded) => {
          known = loaded;
          setForm(() => loaded);
        },
        () => setHasFailed(true),
      );
    }, []);
    if (Form) return <Form {...props} />;
    return (
      <>
        {hasFailed ? <p role="alert">{texts.failed}</p> : <p role="status">{texts.loading}</p>}
        {props.beside}
      </>
    );
  };
}
