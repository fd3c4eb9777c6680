/** Everyday English words that are one token, with their leading space, in the common BPE vocabularies. */

/** 256 words of two to five letters, so that a byte picks one. */
export const commonWords: readonly string[] = (
  'able about above act add after again age ago air all also am and any are area arm army art ask at away baby back bad ball bank base bath be bear ' +
  'beat bed been best big bird bit black blood blow blue board boat body book born both box boy bring brown build burn busy but buy by call came can car ' +
  'card care carry case cat catch cause chair check child city class clean clear clock close cloud coal coat cold come cook cool copy corn cost could count ' +
  'court cover cross crowd cry cup cut daily dance dark date day dead deal deep did dirt do dog done door doubt down draw dream dress drink drive drop dry ' +
  'dust duty each ear early earth east easy eat edge egg eight else end enemy enjoy enter equal even event ever every exact eye face fact fair fall far ' +
  'farm fast fat fear feel feet fell few field fight fill final find fine fire first fish fit five flat floor flow fly fold food foot for force form four ' +
  'free fresh from front fruit full game gas gave get girl give glad glass go goes gold gone good got grass gray great green group grow guess had hair half ' +
  'hall hand happy hard hat hate have he head hear heart heat heavy held help her here high hill him his hit hold hole home hope horse hot hotel hour ' +
  'house how huge ice idea inch into iron job join joy jump just keep key kind'
).split(' ').slice(0, 256)
