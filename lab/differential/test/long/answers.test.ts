/** The router answers eighty generated operations of each fixture as the monolith does. */
import { testAnswers } from "../answers.ts";

testAnswers(80);
