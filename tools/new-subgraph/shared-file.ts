/** A shared file with an entry of each service, and how one is added to its text and removed from it. */
import type { NewService } from "./names.ts";

export type SharedFile = {
  file: string;
  add(text: string, service: NewService): string;
  remove(text: string, name: string): string;
};
