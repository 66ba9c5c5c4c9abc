/** Preloaded into every process of the shop: stops the process when its parent is gone, even by SIGKILL. */
process.on("disconnect", () => process.kill(process.pid, "SIGINT"));
process.channel?.unref();
