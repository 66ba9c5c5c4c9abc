/** Forms whose module is loaded when they are opened: most visits of a page open none of them. */
import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { language } from "../language.ts";
import { textsOf } from "../texts.ts";

const texts = textsOf("frame")[language];

/** A component that shows another one, once it is loaded; before, and if it does not come, it has the control that closes it. */
export function lateForm<Props extends { beside: ReactNode }>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let known: ComponentType<Props> | undefined;
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
        {hasFailed ? <p role="alert">{texts.pageFailed}</p> : <p role="status">{texts.loading}</p>}
        {props.beside}
      </>
    );
  };
}
