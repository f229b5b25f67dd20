/** First words of generated names: moods, colours, weather. None longer than 10 letters. */
export const moods: readonly string[] = `
  Amber Ancient Autumn Azure Balmy Bashful Blissful Blooming Blue Bold Brave Breezy Bright Bubbly Busy
  Calm Careful Caring Carefree Charming Cheerful Cheery Chirpy Clever Cloudy Clumsy Cobalt Cool Coral
  Cosmic Cozy Crimson Crisp Cuddly Curious Dainty Dancing Dapper Daring Dashing Dawn Dazzling Dear
  Deep Delicate Devoted Dewy Diligent Distant Dizzy Dozing Dreaming Dreamy Drifting Drowsy Dusky Eager
  Early Earnest Easy Elegant Emerald Enchanted Endless Evening Faithful Famous Fancy Fearless Festive
  Fiery Flashing Floating Flowing Fluffy Flying Fond Fortunate Fragrant Free Fresh Friendly Frosty
  Funny Fuzzy Gallant Generous Gentle Giddy Gifted Giggling Glad Gleaming Glowing Golden Graceful
  Grand Grateful Green Happy Hardy Harmonic Hasty Hazy Hearty Helpful Hidden Honest Hopeful Humble
  Humming Icy Indigo Inky Ivory Jade Jolly Joyful Jumping Keen Kind Laughing Lavender Lazy Leaping
  Lively Lofty Loyal Lucky Luminous Lunar Lush Magic Mellow Merry Mighty Mild Mindful Misty Modest
  Moonlit Mossy Musing Mystic Nebulous Nimble Noble Northern Nutty Olive Opal Pale Patient Peaceful
  Pearly Peppy Placid Playful Pleasant Plucky Plum Poetic Polite Pondering Prancing Proud Quaint Quick
  Quiet Radiant Rainy Rare Ready Relaxed Roaming Rosy Ruby Rustic Rustling Scarlet Secret Serene Shiny
  Shy Silent Silken Silky Silver Simple Singing Sleepy Smiling Smooth Snowy Snug Soaring Soft Solar
  Sparkling Speedy Spirited Spry Starry Steady Still Stormy Sturdy Sunlit Sunny Swaying Sweet Swift
  Tender Thoughtful Tidy Timid Tiny Tranquil Twilight Velvet Violet Vivid Waking Wandering Warm
  Whimsical Whispering Wild Windy Winter Wise Witty Wondering Zesty`
  .trim()
  .split(/\s+/)
