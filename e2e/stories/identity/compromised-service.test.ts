/** A compromised service with signed access, whose keys are tried as they are; `long/` tries each under every id, with bearer access too. */
import { testCompromise } from "../support/compromised-service.ts";

testCompromise({ access: "signed", keys: "own" });
