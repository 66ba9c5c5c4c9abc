/** Account lockout under 512 guesses from 32 networks and 352 reset requests from 11. */
import { testLockout } from "../stories/support/account-lockout.ts";

testLockout({ guessing: { networks: 32, noted: 2_800 }, resetting: { networks: 11, noted: 800 } });
