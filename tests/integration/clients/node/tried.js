// tried(client, version, what, function): runs it and prints a line of the table.
exports.tried = async (client, version, what, run) => {
  let result = 'works';
  try {
    await run();
  } catch (error) {
    process.exitCode = 1;
    result = `failed: ${String(error.message || error).split('\n')[0]}`;
  }
  console.log(`${client} | ${version} | ${what} | ${result}`);
};
