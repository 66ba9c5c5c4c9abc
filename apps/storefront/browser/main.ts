/** Starts the islands of the document. */
import "./styles.css";
import { startIslands } from "@hansa/front/islands";
import type { ComponentType } from "react";

const files = import.meta.glob<Record<string, ComponentType>>(["../pages/*/islands/*.tsx", "../layout/islands/*.tsx"]);
const modules = Object.entries(files).map(([file, load]) => [file.replace(/^.*\/|\.tsx$/g, ""), load]);

await startIslands(Object.fromEntries(modules));
