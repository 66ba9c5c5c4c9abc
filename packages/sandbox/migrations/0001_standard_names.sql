ALTER TABLE `sandbox_methods` RENAME COLUMN "forgotten_at" TO "removed_at";
