// The developer's panel: the last ceremony of this browser, step by step.
export function start() {}
export async function show() {}
