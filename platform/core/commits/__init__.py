"""How often was something committed that readers may be shown?"""
