/** Starts the playground: asks the router for the notes about this shop, then shows the page with the tabs of the last visit. */
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./page.css";
import "./explanation.css";
import "./narrow.css";
import { createRoot } from "react-dom/client";
import operations from "../operations.graphql?raw";
import purchase from "../purchase.graphql?raw";
import { readNotes } from "./notes.ts";
import { Page } from "./page.tsx";
import { restoreTabs } from "./tabs/saved-tabs.ts";
import { tabsOf } from "./tabs/tabs.ts";

const place = document.getElementById("page");
if (!place) throw new Error("index.html has no place for the page");

const notes = await readNotes();
const ready = notes.shop ? [operations, purchase].flatMap((document) => tabsOf(document, notes)) : [];
createRoot(place).render(<Page notes={notes} restored={restoreTabs(ready, localStorage)} />);
