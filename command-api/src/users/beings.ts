/** Last words of generated names: Japanese animals, plants, food, weather, things. None longer than 11 letters. */
export const beings: readonly string[] = `
  Kitsune Tanuki Neko Inu Usagi Kuma Tora Ryu Tsuru Kame Koi Kaeru Suzume Karasu Hato Taka Washi
  Fukurou Kirin Shika Saru Risu Iruka Kujira Ebi Kani Tako Ika Tai Maguro Sakana Kingyo Hotaru Tombo
  Cho Semi Kabuto Ari Hachi Tsubame Uguisu Mejiro Kamome Pengin Kamo Hakucho Sagi Toki Hibari Hitsuji
  Yagi Uma Koneko Koinu Hiyoko Kapibara Momonga Itachi Ookami Shiba Akita Azarashi Rakko Panda Nezumi
  Harinezumi Kawauso Kamoshika Yamaneko Raicho Sakura Momiji Ume Tsubaki Kiku Fuji Ajisai Asagao
  Himawari Sumire Tanpopo Renge Hasu Botan Yuri Ayame Kikyo Hagi Nadeshiko Susuki Take Matsu Sugi
  Hinoki Kaede Ginkgo Keyaki Yanagi Wakaba Konoha Koke Shida Kinoko Matsutake Shiitake Yuzu Mikan Momo
  Kaki Ringo Budou Ichigo Nashi Biwa Kuri Suika Meron Sudachi Kabosu Anzu Mochi Dango Daifuku Manju
  Yokan Senbei Anko Matcha Sencha Hojicha Genmai Udon Soba Ramen Somen Onigiri Tempura Takoyaki
  Taiyaki Mitarashi Dorayaki Kakigori Konpeito Wasabi Shoyu Miso Tofu Natto Nori Kombu Gohan Bento
  Sushi Tamago Umeboshi Karaage Gyoza Yuki Ame Kumo Kaze Sora Hoshi Tsuki Taiyo Niji Kiri Kasumi Tsuyu
  Shimo Kori Arashi Inazuma Kaminari Hikari Kage Asahi Yuhi Yugure Akatsuki Mikazuki Mangetsu Ginga
  Nagareboshi Natsu Haru Aki Fuyu Yama Kawa Umi Mori Hayashi Taki Izumi Numa Mizuumi Shima Misaki Nami
  Suna Kaigan Tani Oka Hara Niwa Michi Hashi Torii Chochin Fuurin Sensu Kasa Geta Kimono Yukata Obi
  Furoshiki Temari Kendama Koma Daruma Omamori Origami Koto Shamisen Taiko Fue Shakuhachi Haiku Tanka
  Manga Ninja Samurai Ronin Sensei Senpai Kappa Tengu Yokai Kodama Kaiju Mahou Yume Kokoro Egao Kibou
  Yuuki Kizuna Hanabi Matsuri Onsen Kotatsu Tatami Shoji Engawa`
  .trim()
  .split(/\s+/)
