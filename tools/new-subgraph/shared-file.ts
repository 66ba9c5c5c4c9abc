/** A shared file that names every service, and how a service is added to its text and removed from it. */
import type { NewService } from "./names.ts";

export type SharedFile = {
  file: string;
  add(text: string, service: NewService): string;
  remove(text: string, name: string): string;
};
