/** The command line `hansa` of shop owners: lists the commands, and loads the module of the one that is called. */
import { defineCommand, runCommand } from "@hansa/kit/command-line";
import { groups, type OwnerCommand, ownerCommands } from "./commands.ts";

const { program, chosen } = ownersProgram();
await runCommand(program, async () => {
  const { load, args } = chosen();
  await (await load())(args);
  return process.exitCode;
});

/** The commands as subcommands of one program. Each takes what follows its name as it is; `chosen` tells which one was called. */
function ownersProgram() {
  let called: (OwnerCommand & { args: readonly string[] }) | undefined;
  const program = defineCommand("hansa", "Commands for the owners of a shop.", "npm run hansa --")
    .usage("COMMAND [options]")
    .helpCommand(false)
    .configureHelp({
      visibleCommands: ({ commands: direct }) =>
        direct.flatMap((each) => (each.commands.length > 0 ? each.commands : [each])),
      subcommandTerm: (each) => (each.parent?.parent ? `${each.parent.name()} ${each.name()}` : each.name()),
    })
    .addHelpText("after", "\nnpm run hansa -- COMMAND --help explains a command and its options.");
  const addGroup = (name: string) =>
    program
      .command(name)
      .description(groups[name] ?? "")
      .helpCommand(false);
  const added = new Map<string, ReturnType<typeof addGroup>>();
  for (const owners of ownerCommands) {
    const { name, summary } = owners;
    const [first = "", second] = name.split(" ");
    // With its first command, so that the help has the order of the list.
    if (second !== undefined && !added.has(first)) added.set(first, addGroup(first));
    const command = (added.get(first) ?? program).command(second ?? first).description(summary);
    command
      .helpOption(false)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => {
        called = { ...owners, args: command.args };
      });
  }
  const chosen = () => {
    if (called === undefined) throw new Error("no command was called");
    return called;
  };
  return { program, chosen };
}
