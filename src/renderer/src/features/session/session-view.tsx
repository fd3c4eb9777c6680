export function SessionView({ sessionId }: { readonly sessionId: string }) { return <p>{sessionId}</p> }
