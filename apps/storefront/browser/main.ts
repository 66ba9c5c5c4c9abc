/** Starts the islands of the document. In development an edit of their modules starts them again, without a reload. */
import "./styles.css";
import { replaceIslands, startIslands } from "@hansa/front/islands";
import type { ComponentType } from "react";

const files = import.meta.glob<Record<string, ComponentType>>(["../pages/*/islands/*.tsx", "../layout/islands/*.tsx"]);
const modules = Object.entries(files).map(([file, load]) => [file.replace(/^.*\/|\.tsx$/g, ""), load]);

const islands = Object.fromEntries(modules);

if (import.meta.hot) {
  import.meta.hot.accept();
  await (import.meta.hot.data.isStarted ? replaceIslands : startIslands)(islands);
  import.meta.hot.data.isStarted = true;
} else await startIslands(islands);
