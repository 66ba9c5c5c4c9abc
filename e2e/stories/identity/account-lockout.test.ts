/** Account lockout under a small attack, after many attempts that are only noted; `long/` makes five hundred. */
import { testLockout } from "../support/account-lockout.ts";

testLockout({ guessing: { networks: 4, noted: 2_968 }, resetting: { networks: 3, noted: 952 } });
