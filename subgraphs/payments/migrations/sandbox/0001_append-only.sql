-- The sandbox's books are append only, as a provider's are.
CREATE TRIGGER `sandbox_entries_are_never_changed` BEFORE UPDATE ON `sandbox_entries`
BEGIN SELECT RAISE(ABORT, 'the books are append only'); END;
--> statement-breakpoint
CREATE TRIGGER `sandbox_entries_are_never_removed` BEFORE DELETE ON `sandbox_entries`
BEGIN SELECT RAISE(ABORT, 'the books are append only'); END;
--> statement-breakpoint
CREATE TRIGGER `sandbox_answers_are_never_changed` BEFORE UPDATE ON `sandbox_answers`
BEGIN SELECT RAISE(ABORT, 'the books are append only'); END;
--> statement-breakpoint
CREATE TRIGGER `sandbox_answers_are_never_removed` BEFORE DELETE ON `sandbox_answers`
BEGIN SELECT RAISE(ABORT, 'the books are append only'); END;
