/** Forms whose module is loaded when they are opened: most visits of a page open none of them. */
import { type ComponentType, useEffect, useState } from "react";
import { language } from "../language.ts";
import { textsOf } from "../texts.ts";

const texts = textsOf("frame")[language];

/** A component that shows another one, once it is loaded. */
export function lateForm<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return (props) => {
    const [Form, setForm] = useState<ComponentType<Props>>();
    const [hasFailed, setHasFailed] = useState(false);
    useEffect(() => {
      load().then(
        (loaded) => setForm(() => loaded),
        () => setHasFailed(true),
      );
    }, []);
    if (Form) return <Form {...props} />;
    return hasFailed ? <p role="alert">{texts.pageFailed}</p> : <p role="status">{texts.loading}</p>;
  };
}
