ALTER TABLE `sandbox_entries` RENAME COLUMN `thinking_since` TO `pending_since`;--> statement-breakpoint
DROP INDEX `sandbox_entries_thinking`;--> statement-breakpoint
CREATE INDEX `sandbox_entries_pending` ON `sandbox_entries` (`pending_since`) WHERE pending_since IS NOT NULL;--> statement-breakpoint
DROP TRIGGER `sandbox_entries_are_never_changed`;--> statement-breakpoint
CREATE TRIGGER `sandbox_entries_are_never_changed` BEFORE UPDATE ON `sandbox_entries`
BEGIN SELECT RAISE(ABORT, 'the entries of the sandbox are append only'); END;--> statement-breakpoint
DROP TRIGGER `sandbox_entries_are_never_removed`;--> statement-breakpoint
CREATE TRIGGER `sandbox_entries_are_never_removed` BEFORE DELETE ON `sandbox_entries`
BEGIN SELECT RAISE(ABORT, 'the entries of the sandbox are append only'); END;--> statement-breakpoint
DROP TRIGGER `sandbox_answers_are_never_changed`;--> statement-breakpoint
CREATE TRIGGER `sandbox_answers_are_never_changed` BEFORE UPDATE ON `sandbox_answers`
BEGIN SELECT RAISE(ABORT, 'the answers of the sandbox are append only'); END;--> statement-breakpoint
DROP TRIGGER `sandbox_answers_are_never_removed`;--> statement-breakpoint
CREATE TRIGGER `sandbox_answers_are_never_removed` BEFORE DELETE ON `sandbox_answers`
BEGIN SELECT RAISE(ABORT, 'the answers of the sandbox are append only'); END;
