const wordsOf = (text: string): readonly string[] => text.trim().split(/\s+/)

/**
 * 128 first and 128 second halves of names, three to five small letters each, so that no two pairs make one name. Their
 * order is part of what a key means: nothing here may ever be changed.
 */
export const firstWords = wordsOf(`
amber azure basic beige blond blue bold brass brave brief brisk broad calm cedar chief clay
clean clear close coal coral cosy crisp curly cyan daily damp dawn deep dewy dry dusky
dusty early east easy ebony equal even fair fast fine firm first fleet fond foggy frank
fresh full fuzzy giant glad gold grand green grey hardy hasty hazel hazy high humid icy
ivory jade jolly keen khaki kind large late lemon level lilac lime linen local lofty long
loyal lucid lucky lunar magic main major mauve merry mild minor mint misty mossy navy neat
night noble north oaken ocean olive open outer paper pearl pine plain polar proud quick quiet
rainy rapid rare red rich rocky rosy round royal ruby sandy silky snowy solar solid sunny
`)

export const secondWords = wordsOf(`
alder apple arch aspen barn basin beach bean bear beech bell berry birch bison boat brook
canal canoe cave cliff cloud clove coast cove crane creek daisy deer delta dove drum dune
eagle egret elk elm ember fern ferry field finch flute fjord foal forge fox frog gate
glade glen goat grape grove gull hare harp hawk heron hill horse house inlet isle jay
kayak kite koala lake lamb lamp larch lark leaf lily llama lodge lotus lynx mango marsh
melon mill moon moose moss moth newt oak oasis onion orbit orca otter owl panda patch
peach pear perch petal piano plum pond poppy quail raven reed reef ridge river robin rook
rose sail seal sedge shell shore spark stag star stork swan tiger tower trail trout tulip
`)
