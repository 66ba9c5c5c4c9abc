/** Starts the playground: asks the router what it knows about this shop, then shows the page. */
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./page.css";
import { createRoot } from "react-dom/client";
import operations from "../operations.graphql?raw";
import { readNotes } from "./notes.ts";
import { Page } from "./page.tsx";
import { tabsOf } from "./tabs.ts";

const place = document.getElementById("page");
if (!place) throw new Error("index.html has no place for the page");

const notes = await readNotes();
const tabs = notes.shop ? tabsOf(operations, notes.variables) : [];
createRoot(place).render(<Page notes={notes} tabs={tabs} />);
